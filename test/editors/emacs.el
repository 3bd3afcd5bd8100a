;;; Does in Emacs what a person does, by the commands their keys call, and writes down what is then to be seen.  -*- lexical-binding: t -*-
;; Usage: emacs --batch -l INIT.el -l emacs.el, with SG_SEEN naming the file to write. Emacs 28 with eglot from a package, and later.
(require 'json)
(require 'eglot)
(require 'flymake)
(require 'xref)
(require 'eldoc)
(setq make-backup-files nil)

(defvar seen nil)
(defun see (name value) (push (cons name value) seen))

(defun wait-for (what holds)
  (let ((left 800))
    (while (and (> left 0) (not (funcall holds)))
      (accept-process-output nil 0.05)
      (setq left (1- left)))
    (when (= left 0) (error "waited in vain for %s" what))))

(defun shown-diagnostics ()
  (vconcat (mapcar (lambda (each)
                     `((line . ,(line-number-at-pos (flymake-diagnostic-beg each)))
                       (message . ,(flymake-diagnostic-text each))))
                   (flymake-diagnostics))))

(defun line-here () (buffer-substring-no-properties (line-beginning-position) (line-end-position)))

(defun go-to (marked)
  (goto-char (point-min))
  (search-forward marked)
  (goto-char (match-beginning 0)))

;; Emacs saves when it is left idle; in a batch nobody is: changes are told to the server at once.
(defun tell () (eglot--signal-textDocument/didChange))

(defun steps ()
  (find-file "contracts/pathways/provision_management_bridge.sg")
  (see 'mode (symbol-name major-mode))
  ;; A batch has no command loop: what waits for the end of a command is called here.
  (run-hooks 'post-command-hook)
  (wait-for "the server" #'eglot-current-server)
  (flymake-start)
  (wait-for "diagnostics" #'flymake-diagnostics)
  (see 'diagnostics (shown-diagnostics))

  (go-to "interfac}")
  (eglot-code-actions (point) nil "quickfix" t)
  (wait-for "the quick fix" (lambda () (save-excursion (goto-char (point-min)) (search-forward "uplink = {interface}\n" nil t))))
  (tell)
  (wait-for "quiet" (lambda () (null (flymake-diagnostics))))
  (see 'fixed (line-here))

  (go-to "bridge_uplink")
  (let (shown)
    (run-hook-with-args-until-success 'eldoc-documentation-functions (lambda (text &rest _) (when text (setq shown (substring-no-properties text)))))
    (eglot-hover-eldoc-function (lambda (text &rest _) (when text (setq shown (substring-no-properties text)))))
    (wait-for "the hover" (lambda () shown))
    (see 'hover shown))

  (let ((pathway (current-buffer)))
    (call-interactively #'xref-find-definitions)
    (see 'definition `((file . ,(file-relative-name buffer-file-name "./../..")) (line . ,(line-here))))
    (go-to "uplink       string       \"Interface")
    (eglot-rename "wire")
    (wait-for "the renaming" (lambda () (save-excursion (goto-char (point-min)) (re-search-forward "^    wire  " nil t))))
    (wait-for "the renaming elsewhere"
              (lambda () (with-current-buffer pathway (save-excursion (goto-char (point-min)) (search-forward "wire = {interface}" nil t))))))

  (go-to " medium")
  (insert "   ")
  (save-some-buffers t)
  (see 'saved (progn (go-to "risk") (line-here)))
  (see 'after (shown-diagnostics)))

(condition-case fault (steps) (error (see 'fault (format "%S" fault))))
(with-temp-file (getenv "SG_SEEN") (insert (json-encode seen)))
(kill-emacs)
